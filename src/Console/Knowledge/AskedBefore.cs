namespace Onebox.Console.Knowledge;

/// <summary>What was asked of bases in this window, so that it is still there when one comes back from a source. It is nowhere else, and gone with the window.</summary>
internal sealed class AskedBefore
{
    private readonly Dictionary<string, List<AskTurn>> _turns = new(StringComparer.Ordinal);

    public List<AskTurn> Of(string baseName)
    {
        if (!_turns.TryGetValue(baseName, out var turns)) _turns[baseName] = turns = [];
        return turns;
    }
}
