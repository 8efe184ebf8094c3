namespace Onebox.Documents.Recognition;

/// <summary>The refusals that several formats share, in the same words.</summary>
internal static class Refusals
{
    public static DocumentRefusedException TooSlow(ParseLimits limits) =>
        new(RefusalReason.TooSlow, $"Reading it took longer than {limits.MaxDuration.TotalSeconds:0.#} seconds. It may be damaged on purpose; if it is honest, raise the time limit.");

    public static DocumentRefusedException TooLarge(string what) =>
        new(RefusalReason.TooLarge, $"{what} Split it, or raise the limit.");

    public static DocumentRefusedException Damaged(string format, string what, Exception? inner = null) =>
        new(RefusalReason.Damaged, $"The {format} is damaged: {what} Open it in the program it comes from, save it again, and add that file.", inner);

    public static DocumentRefusedException Entities(string format, Exception inner) =>
        new(RefusalReason.Damaged, $"The {format} declares XML entities of its own, which may fetch other files or grow without end. No program that people write with does that.", inner);

    public static DocumentRefusedException Encrypted(string format) =>
        new(RefusalReason.Encrypted, $"The {format} is protected with a password. Save a copy without the password and add that.");
}
