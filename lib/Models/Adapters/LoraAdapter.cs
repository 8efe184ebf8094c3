namespace Onebox.Models;

/// <summary>A low-rank adapter on a model, beside its frozen weights.</summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly List<(int Layer, LoraBranch Branch)> _branches = [];

    internal LoraAdapter(ModelShape shape, ModelWeights weights, LoraOptions options, ComputeType compute)
    {
        options.Validate();
        Options = options;
        Memory = new LoraMemory(compute);
        int queries = shape.Heads * shape.HeadSize, keys = shape.KvHeads * shape.HeadSize;
        for (var i = 0; i < weights.Layers.Length; i++)
        {
            var layer = weights.Layers[i];
            Attach(i, layer.Qkv, [("q_proj", queries), ("k_proj", keys), ("v_proj", keys)], compute);
            Attach(i, layer.AttentionOutput, [("o_proj", shape.Hidden)], compute);
            Attach(i, layer.GateUp, [("gate_proj", shape.Intermediate), ("up_proj", shape.Intermediate)], compute);
            Attach(i, layer.Down, [("down_proj", shape.Hidden)], compute);
        }
    }

    public LoraOptions Options { get; }

    /// <summary>What is trained.</summary>
    public IEnumerable<ModelParameter> Parameters => _branches.SelectMany(entry => new[] { entry.Branch.A, entry.Branch.B });

    internal LoraMemory Memory { get; }

    internal IReadOnlyList<(int Layer, LoraBranch Branch)> Branches => _branches;

    public void Dispose()
    {
        foreach (var (_, branch) in _branches) branch.Dispose();
        Memory.Dispose();
    }

    private void Attach(int layer, Linear linear, (string Target, int Rows)[] matrices, ComputeType compute)
    {
        List<LoraPart> parts = [];
        int row = 0, branchRow = 0;
        foreach (var (target, rows) in matrices)
        {
            if (Options.Targets.Contains(target, StringComparer.Ordinal))
            {
                parts.Add(new LoraPart(target, row, rows, branchRow));
                branchRow += rows;
            }
            row += rows;
        }
        if (parts.Count == 0) return;
        var branch = new LoraBranch(linear.Weight.Name, (int)linear.Weight.Shape[1], (int)linear.Weight.Shape[0], parts, Options, compute, Memory);
        _branches.Add((layer, branch));
        linear.Branch = branch;
    }
}
