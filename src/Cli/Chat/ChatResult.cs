namespace Onebox.Cli.Chat;

/// <summary>What <c>onebox chat --json</c> prints.</summary>
internal sealed record ChatResult(string Route, string Text, string? Reasoning, string? FinishReason, int? PromptTokens, int? CompletionTokens, int? CachedTokens, double? TimeToFirstTokenMs, double? TokensPerSecond);
