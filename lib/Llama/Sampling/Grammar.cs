namespace Onebox.Llama;

/// <summary>A grammar in llama.cpp's GBNF that the output must follow.</summary>
/// <param name="Text">The rules.</param>
/// <param name="Root">Name of the rule to start from.</param>
/// <param name="Triggers">
/// When given, the output is free until one of these regular expressions (.NET's) is found in it; the grammar then holds from the match's first group on, or from
/// its start when it has no group. For tool calls.
/// </param>
public sealed record Grammar(string Text, string Root = "root", IReadOnlyList<string>? Triggers = null);
