using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Onebox.Console.Connection;

/// <summary>The connections of all circuits to the box, over its own Unix socket: no port, no certificate, nothing leaves the machine.</summary>
internal sealed class BoxSocket : IDisposable
{
    public BoxSocket(IOptions<ConsoleOptions> options)
    {
        var end = new UnixDomainSocketEndPoint(options.Value.Socket);
        Handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(end, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
    }

    public SocketsHttpHandler Handler { get; }

    public void Dispose() => Handler.Dispose();
}
