using System.Net;
using System.Net.Sockets;

namespace Onebox.Pool.Running;

/// <summary>HTTP over a worker's Unix socket.</summary>
internal static class WorkerHttp
{
    public static HttpMessageInvoker Over(string socketPath) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = int.MaxValue,
        // A worker's stream may be silent for as long as its work takes.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
    });
}
