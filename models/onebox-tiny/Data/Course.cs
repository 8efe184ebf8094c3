namespace Onebox.TinyData;

/// <summary>
/// What comes when, easy first: loops of words, then drill in copying and looking up, then single short passages, made up and then written by people, then passages of all lengths.
/// The second run has what the first lacked: drill in finding, more answers a row, names in what people wrote.
/// The third is about company papers in Knowledge's forms: one passage in most rows at first, more later.
/// The fifth has everyday texts of all kinds (<c>Everyday.txt</c>) and drill in which one word never decides (<see cref="Confusing"/>).
/// An answer costs least to learn in short rows, so three in ten stay short to the end.
/// </summary>
internal static class Course
{
    private const long Loops = 2500;
    private const long Drill = 6000;
    private const long MadeUp = 10000;
    private const long Short = 18000;
    private const long ShortFirst = 20000;
    private const long FewUnknown = 14000;

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

    /// <returns>How many passages a row of the third run has, see <see cref="Reading.Next"/>, and its share of questions without an answer.</returns>
    public static (int Level, double Unknown) Third(Rng rng, long row) => (ThirdLevel(rng, row), 0.22);

    /// <summary>Fewer questions without an answer, above all at first: while a model cannot yet find, refusing is its best guess.</summary>
    public static (int Level, double Unknown) Fourth(Rng rng, long row) => row < FewUnknown
        ? (rng.Below(20) switch { < 12 => 0, < 17 => 1, _ => 2 }, 0.1)
        : (rng.Below(20) switch { < 6 => 0, < 12 => 1, _ => 2 }, 0.18);

    /// <summary>As Knowledge asks: mostly several passages.</summary>
    public static (int Level, double Unknown) Fifth(Rng rng, long row) => (rng.Below(20) switch { < 5 => 0, < 10 => 1, _ => 2 }, 0.16);

    private static int ThirdLevel(Rng rng, long row) => rng.Below(20) is var place && row < ShortFirst ? place switch { < 9 => 0, < 15 => 1, _ => 2 } : place switch { < 5 => 0, < 11 => 1, _ => 2 };
}
