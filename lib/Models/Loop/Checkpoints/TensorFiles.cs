using System.IO.Hashing;
using Onebox.Weights;

namespace Onebox.Models.Loop;

/// <summary>A checkpoint's tensors as safetensors files. Each tensor is hashed on its way, in pieces that stay in the cache between the copy and the hash.</summary>
internal static class TensorFiles
{
    private const int PieceBytes = 1 << 20;

    public static string FileOf(StatePart part) => part == StatePart.Weights ? "weights.safetensors" : "optimizer.safetensors";

    /// <summary>Writes the files and flushes them to the disk; answers the tensors with their hashes.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public static IReadOnlyList<CheckpointTensor> Write(string folder, IReadOnlyList<StateTensor> tensors, Action<string> boundary)
    {
        var written = new List<CheckpointTensor>();
        var files = new List<FileStream>();
        try
        {
            foreach (var part in Enum.GetValues<StatePart>()) files.Add(WriteFile(folder, FileOf(part), [.. tensors.Where(t => t.Part == part)], written, boundary));
            foreach (var file in files)
            {
                file.Flush(flushToDisk: true);
                boundary(Path.GetFileName(file.Name));
            }
            return written;
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
    }

    private static FileStream WriteFile(string folder, string name, IReadOnlyList<StateTensor> tensors, List<CheckpointTensor> written, Action<string> boundary)
    {
        // Room is taken at once, so that a full disk shows before anything is written.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, PreallocationSize = tensors.Sum(t => t.Bytes) };
        var stream = new FileStream(Path.Combine(folder, name), options);
        try
        {
            boundary(name + ", empty");
            SafetensorsWriter.Write(stream, [.. tensors.Select(t => new TensorSource(t.Name, t.Type, t.Shape, output =>
            {
                var from = stream.Position;
                written.Add(new CheckpointTensor(t.Name, name, t.Shape, t.Bytes, WriteHashed(t, output)));
                Disk.StartWriting(stream.SafeFileHandle, from, t.Bytes);
                boundary(name + ", " + t.Name);
            }))]);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads tensors and holds them against their hashes; with <paramref name="into"/>, into those places. Files are read by several threads.</summary>
    /// <exception cref="TrainingException">A tensor is missing, of another shape, or damaged.</exception>
    public static void Read(string folder, CheckpointManifest manifest, IReadOnlyDictionary<string, StateTensor>? into, int threads, bool fromDisk)
    {
        foreach (var group in manifest.Tensors.GroupBy(t => t.File, StringComparer.Ordinal))
        {
            if (group.Key != Path.GetFileName(group.Key)) throw CheckpointManifest.Damaged(folder, "its manifest names a file outside it");
            var wanted = into is null ? [.. group] : group.Where(t => into.ContainsKey(t.Name)).ToList();
            if (wanted.Count > 0) ReadFile(folder, group.Key, wanted, into, threads, fromDisk);
        }
    }

    private static void ReadFile(string folder, string name, List<CheckpointTensor> wanted, IReadOnlyDictionary<string, StateTensor>? into, int threads, bool fromDisk)
    {
        try
        {
            var file = ModelFile.Open(Path.Combine(folder, name));
            var infos = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
            using var handle = file.OpenHandle();
            if (fromDisk) Disk.DropPages(handle);
            // The largest first, so that no thread is left with one at the end.
            var order = wanted.OrderByDescending(t => t.Bytes).ToList();
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(order, loadBalance: true), new ParallelOptions { MaxDegreeOfParallelism = threads }, tensor =>
            {
                if (!infos.TryGetValue(tensor.Name, out var info) || info.ByteLength != tensor.Bytes || (info.Type != TensorType.F32 && info.Type != TensorType.BF16))
                    throw CheckpointManifest.Damaged(folder, $"{name} does not hold {tensor.Name} as the manifest says");
                if (Hash(file, handle, info, into?[tensor.Name]) != tensor.Hash)
                    throw CheckpointManifest.Damaged(folder, $"{tensor.Name} in {name} is not what was written");
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<TrainingException>().FirstOrDefault() is { } first)
        {
            throw new TrainingException(first.Error, first.Message, e);
        }
        catch (Exception e) when (e is ModelFileException or IOException or AggregateException)
        {
            throw CheckpointManifest.Damaged(folder, e.GetBaseException().Message, e);
        }
    }

    private static string WriteHashed(StateTensor tensor, Stream output)
    {
        var hash = new XxHash128();
        for (var at = 0L; at < tensor.Bytes; at += PieceBytes)
        {
            var piece = tensor.Slice(at, (int)Math.Min(PieceBytes, tensor.Bytes - at));
            output.Write(piece);
            hash.Append(piece);
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static string Hash(ModelFile file, Microsoft.Win32.SafeHandles.SafeFileHandle handle, TensorInfo info, StateTensor? into)
    {
        if (into is not null && into.Bytes != info.ByteLength) throw new TrainingException(TrainingError.OtherRun, $"The checkpoint's tensor {info.Name} has {info.ByteLength} bytes, the model's {into.Bytes}: it is of another model, another LoRA rank or other moments.");
        var hash = new XxHash128();
        var buffer = into is null ? new byte[Math.Min(PieceBytes, info.ByteLength)] : [];
        for (var at = 0L; at < info.ByteLength; at += PieceBytes)
        {
            var count = (int)Math.Min(PieceBytes, info.ByteLength - at);
            var piece = into is null ? buffer.AsSpan(0, count) : into.Slice(at, count);
            file.ReadTensor(handle, info, at, piece);
            hash.Append(piece);
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
