using Microsoft.Win32.SafeHandles;
using Onebox.Weights;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>Weights from the files of a model. All tensors are checked before the first is read.</summary>
internal sealed unsafe class FileWeights : WeightSource, IDisposable
{
    private const int PieceBytes = 4 << 20;
    private readonly ModelShape _shape;
    private readonly ModelSet _set;
    private readonly WeightNaming _naming;
    private readonly Dictionary<string, TensorInfo> _tensors;
    private readonly SafeFileHandle?[] _handles;

    public FileWeights(ModelShape shape, ModelSet set)
    {
        _shape = shape;
        _set = set;
        _tensors = set.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        _naming = _tensors.ContainsKey("token_embd.weight") ? WeightNaming.Gguf : WeightNaming.HuggingFace;
        _handles = new SafeFileHandle?[set.Files.Count];
        Check();
    }

    public override void Fill(string name, Tensor target)
    {
        var values = (float*)Panel.PointerOf(target);
        foreach (var piece in WeightMap.PiecesOf(_shape, name, _naming)) Read(piece, values + (piece.FirstRow * piece.Columns));
    }

    public void Dispose()
    {
        foreach (var handle in _handles) handle?.Dispose();
    }

    private void Check()
    {
        List<string> faults = [];
        var known = new HashSet<string>(StringComparer.Ordinal) { "rope_freqs.weight" };
        if (_shape.TiedEmbeddings) known.UnionWith(WeightMap.PiecesOf(_shape, WeightNames.Output, _naming).Select(p => p.Name));
        foreach (var piece in WeightMap.Names(_shape).SelectMany(name => WeightMap.PiecesOf(_shape, name, _naming)))
        {
            known.Add(piece.Name);
            if (!_tensors.TryGetValue(piece.Name, out var tensor)) faults.Add($"{piece.Name} is missing");
            else if (!tensor.Shape.SequenceEqual(piece.Shape)) faults.Add($"{piece.Name} is [{string.Join(", ", tensor.Shape)}] and not [{string.Join(", ", piece.Shape)}]");
            else if (!ElementCodec.Reads(tensor.Type)) faults.Add($"{piece.Name} is {tensor.Type}, and only F32, F16, BF16 and Q8_0 can be trained on");
        }
        faults.AddRange(_tensors.Keys.Where(name => !known.Contains(name) && !name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal)).Select(name => $"{name} is not part of this architecture"));
        if (faults.Count > 0)
            throw new ModelException($"{_set.Name} is not a {_shape.Architecture} model that can be loaded: {string.Join("; ", faults.Take(5))}{(faults.Count > 5 ? FormattableString.Invariant($"; and {faults.Count - 5} more") : "")}.");
    }

    private void Read(WeightPiece piece, float* target)
    {
        var tensor = _tensors[piece.Name];
        var file = _set.Files[tensor.File];
        var handle = _handles[tensor.File] ??= file.OpenHandle();
        // Whole rows at a time, so that rows can change places; rows of a vector are its elements.
        var rowElements = piece.IsVector ? piece.Rows : piece.Columns;
        var rowBytes = tensor.Type.BytesOf(rowElements) ?? throw new ModelException($"The rows of {piece.Name} are no whole blocks of {tensor.Type}.");
        var rows = piece.IsVector ? 1 : piece.Rows;
        var batch = (int)Math.Clamp(PieceBytes / Math.Max(rowBytes, 1), 1, rows);
        var bytes = new byte[batch * rowBytes];
        var vector = piece is { IsVector: true, TurnedHeads: > 0 } ? new float[piece.Rows] : null;
        for (long row = 0; row < rows; row += batch)
        {
            var count = (int)Math.Min(batch, rows - row);
            var span = bytes.AsSpan(0, (int)(count * rowBytes));
            file.ReadTensor(handle, tensor, row * rowBytes, span);
            for (var i = 0; i < count; i++)
            {
                var to = vector is null ? new Span<float>(target + ((piece.IsVector ? 0 : WeightMap.RowHere(piece, row + i)) * rowElements), (int)rowElements) : vector;
                ElementCodec.Decode(tensor.Type, span.Slice((int)(i * rowBytes), (int)rowBytes), to);
            }
        }
        for (var i = 0; i < vector?.Length; i++) target[WeightMap.RowHere(piece, i)] = vector[i];
    }
}
