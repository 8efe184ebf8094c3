using TorchSharp;

namespace Onebox.Models;

/// <summary>What the passes keep for each layer's gradient. Several layers may share panels when nothing need be kept.</summary>
/// <param name="Input">The residual stream before the layer, float32.</param>
/// <param name="Middle">The residual stream between attention and feed-forward, float32.</param>
internal sealed record LayerPanels(Panel Input, Panel Middle, Panel Normed, Panel Scale, Panel Qkv, Panel? Raw, Panel Attended, Panel MiddleNormed, Panel MiddleScale, Panel GateUp);

/// <summary>The memory of the passes over a batch of up to so many tokens.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<Panel> _panels = [];

    public Workspace(ModelShape shape, int tokens, torch.ScalarType type, WorkspaceKind kind)
    {
        Tokens = tokens;
        Kind = kind;
        Panel Make(int columns, torch.ScalarType of)
        {
            var panel = new Panel(tokens, columns, of);
            _panels.Add(panel);
            return panel;
        }
        Panel Compute(int columns) => Make(columns, type);
        Panel Single(int columns) => Make(columns, torch.float32);

        Layers = new LayerPanels[shape.Layers];
        for (var i = 0; i < shape.Layers; i++)
        {
            if (i == 0 || kind == WorkspaceKind.Everything)
            {
                Layers[i] = new LayerPanels(Single(shape.Hidden), Single(shape.Hidden), Compute(shape.Hidden), Single(1), Compute(shape.QkvRows),
                    shape.QkNorm ? Compute((shape.Heads + shape.KvHeads) * shape.HeadSize) : null, Compute(shape.Heads * shape.HeadSize), Compute(shape.Hidden), Single(1), Compute(2 * shape.Intermediate));
            }
            else
            {
                Layers[i] = Layers[0] with { Input = kind == WorkspaceKind.Inputs ? Single(shape.Hidden) : Layers[0].Input };
            }
        }
        Last = Single(shape.Hidden);
        LastNormed = Compute(shape.Hidden);
        LastScale = Single(1);
        Delta = Compute(shape.Hidden);
        Gated = Compute(shape.Intermediate);
        if (kind == WorkspaceKind.Forward) return;
        Stream = Single(shape.Hidden);
        NormedGradient = Compute(shape.Hidden);
        AttendedGradient = Compute(shape.Heads * shape.HeadSize);
        QkvGradient = Compute(shape.QkvRows);
        GatedGradient = Compute(shape.Intermediate);
        GateUpGradient = Compute(2 * shape.Intermediate);
    }

    public int Tokens { get; }

    public WorkspaceKind Kind { get; }

    public LayerPanels[] Layers { get; }

    /// <summary>The residual stream after the last layer, float32; its norm.</summary>
    public Panel Last { get; }

    public Panel LastNormed { get; }

    public Panel LastScale { get; }

    /// <summary>What attention or feed-forward adds to the stream. In the backward pass: the stream's gradient in the compute type.</summary>
    public Panel Delta { get; }

    public Panel Gated { get; }

    /// <summary>The residual stream's gradient, float32.</summary>
    public Panel Stream { get; } = null!;

    public Panel NormedGradient { get; } = null!;

    public Panel AttendedGradient { get; } = null!;

    public Panel QkvGradient { get; } = null!;

    public Panel GatedGradient { get; } = null!;

    public Panel GateUpGradient { get; } = null!;

    public long Bytes => _panels.Sum(panel => panel.Bytes);

    public void Dispose()
    {
        foreach (var panel in _panels) panel.Dispose();
    }
}

/// <summary>What is kept of each layer.</summary>
internal enum WorkspaceKind
{
    /// <summary>Nothing: no backward pass follows.</summary>
    Forward,

    /// <summary>Its input; the rest is computed again.</summary>
    Inputs,

    Everything,
}
