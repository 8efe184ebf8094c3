namespace Onebox.Serving.Worker.Completions;

/// <summary>One text of a request as tokens.</summary>
/// <param name="Text">As the client wrote it; null when it sent tokens.</param>
internal sealed record Prompt(int[] Tokens, string? Text);
