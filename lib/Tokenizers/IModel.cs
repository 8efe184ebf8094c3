namespace Onebox.Tokenizers;

/// <summary>Turns one pre-tokenized piece into tokens.</summary>
internal interface IModel
{
    /// <summary>One more than the highest id.</summary>
    int Size { get; }

    int? IdOf(string token);

    string? TokenOf(int id);

    /// <param name="piece">Not empty.</param>
    /// <param name="sink">Takes each token with where it starts in the piece.</param>
    void Encode(ReadOnlySpan<char> piece, TokenSink sink);
}
