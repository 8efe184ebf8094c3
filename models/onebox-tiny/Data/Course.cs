namespace Onebox.TinyData;

/// <summary>
/// What comes when, easy first: loops of words, then drill in copying and looking up, then single short passages, made up and then written by people, then passages of all lengths.
/// The second run has what the first lacked: drill in finding, more answers a row, names in what people wrote.
/// An answer costs least to learn in short rows, so three in ten stay short to the end.
/// </summary>
internal static class Course
{
    private const long Loops = 2500;
    private const long Drill = 6000;
    private const long MadeUp = 10000;
    private const long Short = 18000;

    /// <returns>The level that <see cref="Conversations.Next"/> takes, and the share of passages that people wrote.</returns>
    public static (int Level, double Prose) First(Rng rng, long row) => row switch
    {
        < Loops => (-2, 0),
        < Drill => (rng.Chance(0.85) ? -1 : 0, 0),
        < MadeUp => (rng.Chance(0.15) ? -1 : 0, 0),
        < Short => (rng.Chance(0.08) ? -1 : 0, 0.45),
        _ => (rng.Below(10) switch { < 3 => 0, < 6 => 1, _ => 2 }, 0.45),
    };

    public static (int Level, double Prose) Second(Rng rng, long row) => (rng.Below(20) switch { < 5 => -3, < 7 => -1, < 14 => 0, < 17 => 1, _ => 2 }, 0.5);
}
