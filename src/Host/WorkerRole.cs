namespace Onebox.Host;

/// <summary><c>onebox-host worker KIND --folder DIR</c>: runs one worker of the box that has started it.</summary>
internal static class WorkerRole
{
    public static Task<int> RunAsync(string[] args) => throw new NotSupportedException(string.Join(' ', args));
}
