namespace Onebox.Kernel.Access;

/// <summary>Meters what callers use and holds them to their quotas. Security keeps the books.</summary>
public interface IUsage
{
    /// <summary>Counts a request before it begins.</summary>
    /// <returns>Null when the caller may go on; else the problem to answer with (<c>quota.exceeded</c>, with the time of the next try).</returns>
    ValueTask<Problem?> TryBeginAsync(Caller caller, string route, CancellationToken cancellation = default);

    /// <summary>Counts the tokens of a request that has ended, prompt and answer together. Never blocks on the disk.</summary>
    void Record(Caller caller, string route, long tokens);
}
