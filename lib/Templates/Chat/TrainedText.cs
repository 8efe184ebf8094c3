using System.Runtime.InteropServices;

namespace Onebox.Templates.Chat;

/// <summary>How the places of the assistant's words were found.</summary>
public enum TrainedSpanSource
{
    /// <summary>The template marks them itself.</summary>
    GenerationTag,

    /// <summary>What a reply adds to the prompt before it.</summary>
    PrefixDifference,

    /// <summary>What changes when the reply changes; for templates that rewrite earlier turns.</summary>
    ContentDifference,
}

/// <summary>Characters <paramref name="Start"/> to <paramref name="End"/> (exclusive, UTF-16) are assistant output to train on.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrainedSpan(int Start, int End, TrainedSpanSource Source);

/// <summary>A rendered conversation and what of it is trained.</summary>
public sealed record TrainedText(string Text, IReadOnlyList<TrainedSpan> Spans);
