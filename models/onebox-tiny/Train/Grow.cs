using Onebox.Models;
using TorchSharp;

namespace Onebox.TinyTrain;

/// <summary>
/// More layers for a trained model, at first without effect: what a new layer's attention and feed-forward give is multiplied by zero, so that it computes what it did before and learns on from there
/// (as in LLaMA Pro; Wu et al. 2024, arXiv:2401.02415). New layers stand evenly between the old ones.
/// </summary>
internal static class Grow
{
    private static readonly string[] Outputs = ["attention_output", "down"];

    public static void Apply(DecoderModel deeper, DecoderModel from)
    {
        using var quiet = torch.no_grad();
        var (old, all) = (from.Shape.Layers, deeper.Shape.Layers);
        var group = old / (all - old);
        var given = from.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var parameter in deeper.Parameters)
        {
            var name = parameter.Name;
            if (name.StartsWith("layers.", StringComparison.Ordinal))
            {
                var parts = name.Split('.', 3);
                var layer = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
                if (layer % (group + 1) == group)
                {
                    if (Outputs.Contains(parts[2], StringComparer.Ordinal))
                        parameter.Value!.zero_();
                    continue;
                }

                name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"layers.{layer - (layer / (group + 1))}.{parts[2]}");
            }

            parameter.Value!.copy_(given[name].Value!);
        }

        deeper.Publish();
    }
}
