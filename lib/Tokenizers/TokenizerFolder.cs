namespace Onebox.Tokenizers;

/// <summary>A tokenizer as the files that Hugging Face's libraries read.</summary>
/// <param name="Tokenizer">tokenizer.json.</param>
/// <param name="Config">tokenizer_config.json, with the chat template.</param>
/// <param name="Stops">Ids at which an answer ends: the end of a text, and of a turn.</param>
public sealed record TokenizerFolder(byte[] Tokenizer, byte[] Config, int? BosId, IReadOnlyList<int> Stops, int? PadId);
