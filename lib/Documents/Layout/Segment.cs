namespace Onebox.Documents.Layout;

/// <summary>Something that is placed on a page and read at its place: a piece of a line, a table, a figure.</summary>
internal abstract record Placed(Area Area);

/// <summary>Words on one line without a gap as wide as between columns.</summary>
/// <param name="Words">Its words with their left and right edges; empty if only the whole is known.</param>
internal sealed record Segment(string Text, Area Area, double Baseline, double Size, bool Bold, bool Mono, double? Confidence, IReadOnlyList<(string Text, double Left, double Right)> Words) : Placed(Area);

/// <summary>A block that is whole already.</summary>
internal sealed record PlacedBlock(Block Block, Area Area) : Placed(Area);
