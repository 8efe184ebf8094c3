namespace Onebox.Documents.Ocr;

/// <summary>A line as decoded by best path: at each step the likeliest class, repeats joined, blanks dropped (Graves et al. 2006).</summary>
/// <param name="Characters">Each with its likelihood and where along the line its strongest step is, in pixels.</param>
internal sealed record CtcText(IReadOnlyList<(string Text, double Confidence, double At)> Characters)
{
    /// <param name="scores">Steps × classes.</param>
    /// <param name="steps">How many.</param>
    /// <param name="classes">Blank first, then the characters.</param>
    /// <param name="characters">By class less one.</param>
    /// <param name="pixelsPerStep">Along the line.</param>
    public static CtcText Decode(ReadOnlySpan<float> scores, int steps, int classes, string[] characters, double pixelsPerStep)
    {
        var read = new List<(string, double, double)>();
        var before = 0;
        for (var step = 0; step < steps; step++)
        {
            var row = scores.Slice(step * classes, classes);
            var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row);
            if (best != 0 && best != before && best <= characters.Length) read.Add((characters[best - 1], row[best], (step + 0.5) * pixelsPerStep));
            // The strongest of repeated steps is where the character is.
            else if (best != 0 && best == before && read.Count > 0 && row[best] > read[^1].Item2) read[^1] = (read[^1].Item1, row[best], (step + 0.5) * pixelsPerStep);
            before = best;
        }

        return new CtcText(read);
    }

    public double Confidence => Characters.Count == 0 ? 0 : Characters.Average(c => c.Confidence);
}
