namespace Onebox.Testing;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <exception cref="TimeoutException">It did not come about within <paramref name="patience"/> (30 seconds unless told).</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (patience ?? TimeSpan.FromSeconds(30))) throw new TimeoutException("It did not come about in time.");
            await Task.Delay(LookEvery);
        }
    }
}
