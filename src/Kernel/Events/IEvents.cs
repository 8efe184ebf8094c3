namespace Onebox.Kernel.Events;

/// <summary>
/// Tells other modules what has happened, within this process. A module publishes records named in the past tense
/// (<c>ModelImported</c>); who listens is not its business. Lasting facts are in the publisher's records: an event that is lost
/// with the process is caught up from there.
/// </summary>
public interface IEvents
{
    void Publish<T>(T happened)
        where T : notnull;

    /// <summary>Calls <paramref name="handle"/> on the publisher's thread for each event of type <typeparamref name="T"/>: be quick.</summary>
    IDisposable Subscribe<T>(Action<T> handle)
        where T : notnull;
}
