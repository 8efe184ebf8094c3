using TorchSharp;

namespace Onebox.Models;

/// <summary>What the passes keep for each layer's gradient. Several layers may share panels when nothing need be kept.</summary>
/// <param name="Input">The residual stream before the layer, float32.</param>
/// <param name="Middle">The residual stream between attention and feed-forward, float32.</param>
/// <param name="Raw">Query and key heads before their norm, where they have one.</param>
internal sealed record LayerPanels(
    Panel Input, Panel Normed, Panel Scale, Panel? Raw, Panel Queries, Panel Keys, Panel Values, Panel LogSums, Panel Attended, Panel Middle, Panel MiddleNormed, Panel MiddleScale, Panel GateUp);

/// <summary>What is kept of each layer.</summary>
internal enum WorkspaceKind
{
    /// <summary>Nothing: no backward pass follows.</summary>
    Forward,

    /// <summary>Its input; the rest is computed again.</summary>
    Inputs,

    Everything,
}

/// <summary>The memory of the passes over a batch of up to so many tokens.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<Panel> _panels = [];
    private readonly int _tokens;

    public Workspace(ModelShape shape, int tokens, torch.ScalarType type, WorkspaceKind kind)
    {
        _tokens = tokens;
        Kind = kind;
        int attended = shape.Heads * shape.HeadSize, keys = shape.KvHeads * shape.HeadSize;
        Layers = new LayerPanels[shape.Layers];
        for (var i = 0; i < shape.Layers; i++)
        {
            if (i > 0 && kind != WorkspaceKind.Everything)
            {
                Layers[i] = Layers[0] with { Input = kind == WorkspaceKind.Inputs ? Singles(shape.Hidden) : Layers[0].Input };
                continue;
            }
            Layers[i] = new LayerPanels(
                Singles(shape.Hidden), Make(shape.Hidden, type), Singles(1), shape.QkNorm ? Make(attended + keys, type) : null, Make(attended, type), Make(keys, type), Make(keys, type),
                Singles(shape.Heads), Make(attended, type), Singles(shape.Hidden), Make(shape.Hidden, type), Singles(1), Make(2 * shape.Intermediate, type));
        }
        Last = Singles(shape.Hidden);
        LastNormed = Make(shape.Hidden, type);
        LastScale = Singles(1);
        Delta = Make(shape.Hidden, type);
        Qkv = Make(shape.QkvRows, type);
        PackedOutput = Make(attended, type);
        Gated = Make(shape.Intermediate, type);
        if (kind == WorkspaceKind.Forward) return;
        Stream = Singles(shape.Hidden);
        NormedGradient = Make(shape.Hidden, type);
        AttendedGradient = Make(attended, type);
        Dots = Singles(shape.Heads);
        QueriesGradient = Make(attended, type);
        KeysGradient = Singles(keys);
        ValuesGradient = Singles(keys);
        GatedGradient = Make(shape.Intermediate, type);
        GateUpGradient = Make(2 * shape.Intermediate, type);
    }

    public int Tokens => _tokens;

    public WorkspaceKind Kind { get; }

    public LayerPanels[] Layers { get; }

    /// <summary>The residual stream after the last layer, float32; its norm.</summary>
    public Panel Last { get; }

    public Panel LastNormed { get; }

    public Panel LastScale { get; }

    /// <summary>What attention or feed-forward adds to the stream. In the backward pass: the stream's gradient in the compute type.</summary>
    public Panel Delta { get; }

    /// <summary>Queries, keys and values as their matrix leaves them; in the backward pass their gradient.</summary>
    public Panel Qkv { get; }

    /// <summary>Attention's output, or its gradient, packed.</summary>
    public Panel PackedOutput { get; }

    public Panel Gated { get; }

    /// <summary>The residual stream's gradient, float32.</summary>
    public Panel Stream { get; } = null!;

    public Panel NormedGradient { get; } = null!;

    public Panel AttendedGradient { get; } = null!;

    public Panel Dots { get; } = null!;

    public Panel QueriesGradient { get; } = null!;

    public Panel KeysGradient { get; } = null!;

    public Panel ValuesGradient { get; } = null!;

    public Panel GatedGradient { get; } = null!;

    public Panel GateUpGradient { get; } = null!;

    public long Bytes => _panels.Sum(panel => panel.Bytes);

    public void Dispose()
    {
        foreach (var panel in _panels) panel.Dispose();
    }

    private Panel Singles(int columns) => Make(columns, torch.float32);

    private Panel Make(int columns, torch.ScalarType type)
    {
        var panel = new Panel(_tokens, columns, type);
        _panels.Add(panel);
        return panel;
    }
}
