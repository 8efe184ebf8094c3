namespace Onebox.Console.Tests.Browser;

/// <summary>
/// Boxes that several classes visit, and what may be relied on there. Starting one takes longer than most visits; they run one after the other, which is steadier and on a
/// small machine faster.
/// </summary>
public static class Boxes
{
    /// <summary>Nobody brings anything: lists are empty, users and keys are as in the beginning.</summary>
    public const string Empty = "an empty box";

    /// <summary>Models, documents and datasets come; nothing answers from this box itself.</summary>
    public const string Files = "a box that is given files";

    /// <summary>A class of its own has its own.</summary>
    public const string Own = "a box of its own";

    [CollectionDefinition(Empty, DisableParallelization = true)]
    public sealed class OnAnEmptyBox : ICollectionFixture<Visit>;

    [CollectionDefinition(Files, DisableParallelization = true)]
    public sealed class OnABoxWithFiles : ICollectionFixture<Visit>;

    [CollectionDefinition(Own, DisableParallelization = true)]
    public sealed class OnABoxOfItsOwn;
}
