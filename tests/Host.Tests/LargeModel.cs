using Onebox.Weights;

namespace Onebox.Host.Tests;

/// <summary>A model file of random weights, large enough that its import can be interrupted.</summary>
internal static class LargeModel
{
    public static async Task WriteAsync(string file)
    {
        await using var stream = File.Create(file);
        SyntheticModel.WriteGguf(stream, SyntheticShapes.Llama100M, TensorType.Q8, seed: 1);
    }
}
