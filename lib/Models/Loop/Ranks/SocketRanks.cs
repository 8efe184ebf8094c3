using System.Buffers.Binary;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>
/// Ranks on one machine, over a Unix socket. Rank 0 takes each rank's numbers in turn, adds them in the order of the ranks and gives everybody the sum: slower than a ring for many ranks, and the same bits every time.
/// </summary>
public sealed class SocketRanks : IRankGroup
{
    private const int PieceBytes = 1 << 20;
    private readonly Socket[] _others;
    private readonly byte[] _buffer = new byte[PieceBytes];

    private SocketRanks(int rank, int size, Socket[] others) => (Rank, Size, _others) = (rank, size, others);

    public int Rank { get; }

    public int Size { get; }

    /// <summary>Waits until all ranks are there.</summary>
    /// <param name="path">The socket, in a folder that only its owner may enter; rank 0 makes it.</param>
    /// <param name="rank">This process's rank.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="patience">How long to wait for the others; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RankLostException">Not all came.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while not all were there.</exception>
    public static SocketRanks Join(string path, int rank, int size, TimeSpan patience, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rank, (uint)size, nameof(rank));
        try
        {
            return new SocketRanks(rank, size, rank == 0 ? Gather(path, size, new Wait(patience, cancellation)) : [Reach(path, rank, new Wait(patience, cancellation))]);
        }
        catch (SocketException e)
        {
            throw new RankLostException($"The {size} ranks of this run did not find each other at {path} within {patience.TotalSeconds:F0} s: {e.Message} See why the others did not start.", e);
        }
    }

    public void SumInRankOrder(Span<float> values) => Sum<float>(values);

    public void SumInRankOrder(Span<double> values) => Sum<double>(values);

    private void Sum<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        var bytes = MemoryMarshal.AsBytes(values);
        try
        {
            // Piece by piece, in step: nobody sends ahead of what fits the socket's buffer.
            for (var at = 0; at < bytes.Length; at += PieceBytes)
            {
                var piece = bytes.Slice(at, Math.Min(PieceBytes, bytes.Length - at));
                if (Rank == 0) Collect<T>(piece);
                else Contribute(piece);
            }
        }
        catch (SocketException e)
        {
            throw Lost(e);
        }
    }

    private void Collect<T>(Span<byte> piece)
        where T : unmanaged, INumber<T>
    {
        var sum = MemoryMarshal.Cast<byte, T>(piece);
        foreach (var other in _others)
        {
            var theirs = _buffer.AsSpan(0, piece.Length);
            Receive(other, theirs);
            Add(sum, MemoryMarshal.Cast<byte, T>(theirs));
        }
        foreach (var other in _others) Send(other, piece);
    }

    private void Contribute(Span<byte> piece)
    {
        Send(_others[0], piece);
        Receive(_others[0], piece);
    }

    private static void Add<T>(Span<T> sum, ReadOnlySpan<T> theirs)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= sum.Length - Vector<T>.Count; i += Vector<T>.Count)
            (new Vector<T>(sum[i..]) + new Vector<T>(theirs[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++) sum[i] += theirs[i];
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    private static void Receive(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = socket.Receive(bytes);
            if (read == 0) throw Lost(inner: null);
            bytes = bytes[read..];
        }
    }

    private static RankLostException Lost(Exception? inner) =>
        new("Another rank of this run has ended: the step cannot be completed. Start the run again; it goes on from its latest checkpoint.", inner);

    private static Socket[] Gather(string path, int size, Wait wait)
    {
        if (size == 1) return [];
        File.Delete(path);
        using var door = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        door.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        door.Listen(size);
        var others = new Socket?[size - 1];
        try
        {
            Span<byte> said = stackalloc byte[4];
            while (others.Contains(null))
            {
                if (!door.Poll(wait.Next(), SelectMode.SelectRead)) continue;
                var other = door.Accept();
                Receive(other, said);
                var rank = BinaryPrimitives.ReadInt32LittleEndian(said);
                if (rank < 1 || rank >= size) throw new RankLostException($"A process came as rank {rank}, and this run has the ranks 0 to {size - 1}.");
                // One that comes again was started again while the others were awaited: its first process is gone.
                others[rank - 1]?.Dispose();
                others[rank - 1] = other;
            }

            File.Delete(path);
            return others!;
        }
        catch
        {
            foreach (var other in others) other?.Dispose();
            throw;
        }
    }

    private static Socket Reach(string path, int rank, Wait wait)
    {
        while (true)
        {
            if (Try(path) is { } reached)
            {
                Span<byte> say = stackalloc byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(say, rank);
                Send(reached, say);
                return reached;
            }

            wait.Pause();
        }
    }

    private static Socket? Try(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var other in _others) other.Dispose();
    }

    /// <summary>How long to look out for others, in short looks.</summary>
    private sealed class Wait(TimeSpan patience, CancellationToken cancellation)
    {
        private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
        private readonly long _begin = TimeProvider.System.GetTimestamp();

        /// <exception cref="SocketException">Patience is at its end.</exception>
        public TimeSpan Next()
        {
            cancellation.ThrowIfCancellationRequested();
            return patience == Timeout.InfiniteTimeSpan || TimeProvider.System.GetElapsedTime(_begin) < patience ? Look : throw new SocketException((int)SocketError.TimedOut);
        }

        /// <exception cref="SocketException">Patience is at its end.</exception>
        public void Pause() => cancellation.WaitHandle.WaitOne(Next());
    }
}
