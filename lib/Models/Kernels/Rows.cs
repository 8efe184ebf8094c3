namespace Onebox.Models;

/// <summary>Work on rows, shared among the threads. Each thread's share depends only on the counts, so sums come out the same every time.</summary>
internal static class Rows
{
    /// <summary>This thread's work is a share already: nothing more is shared.</summary>
    [ThreadStatic]
    public static bool Alone;

    /// <summary>Calls the action with the first row, the row after the last, and the share's number from 0.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="cost">Elements touched in a row: small work stays on this thread.</param>
    public static void Share(int count, long cost, Action<int, int, int> action)
    {
        var shares = SharesOf(count, cost);
        if (shares == 1)
        {
            action(0, count, 0);
            return;
        }
        Team.Run(shares, shares, (i, _) => action((int)((long)count * i / shares), (int)((long)count * (i + 1) / shares), i));
    }

    public static int SharesOf(int count, long cost) => Alone || count * cost < 32_768 ? 1 : Math.Min(count, TorchRuntime.Threads);
}
