using Onebox.Vectors.Codes;
using Onebox.Vectors.Graph;
using Onebox.Vectors.Search;

namespace Onebox.Vectors.Store;

/// <summary>The first fill of an index: trains its codes and links all slots by 8-bit codes, which are thrown away afterwards where the index does not keep them.
/// A quarter of the bytes a distance makes a build of 32-bit vectors about twice as fast.</summary>
internal static unsafe class BulkLink
{
    private const int Sample = 500;
    private const float LargestError = 0.15f;

    public static void Run(Columns columns, IReadOnlyList<int> slots, ScratchPool scratch, int threads)
    {
        var alive = new bool[columns.Slots];
        foreach (var slot in slots)
            alive[slot] = true;
        if (columns.Codes is { } old)
        {
            // No reader can be on it: the index is empty until this load is published.
            columns.Codes = CodeTraining.Train(columns, old.Bits, columns.Slots, slot => alive[slot], threads);
            old.Dispose();
        }

        if (columns.Graph is not { } graph)
            return;
        if (columns.Codes is { Bits: 8 })
        {
            Spaces.Linker(columns).Link(slots, columns.Slots, scratch, threads);
            return;
        }

        using (var codes = CodeTraining.Train(columns, 8, columns.Slots, slot => alive[slot], threads))
        {
            Spaces.CodeLinker(columns, codes).Link(slots, columns.Slots, scratch, threads);
            if (AreFineEnough(columns, codes, graph))
                return;
        }

        // Neighbours that lie closer together than a code can tell: only the vectors themselves can order them.
        foreach (var slot in slots)
            for (var level = 0; level <= graph.LevelOf(slot); level++)
                GraphInsert.SetLinks(graph, slot, level, []);
        graph.PackedEntry = 0;
        Spaces.Linker(columns).Link(slots, columns.Slots, scratch, threads);
    }

    /// <summary>Do estimated distances between linked neighbours agree with the real ones?</summary>
    private static bool AreFineEnough(Columns columns, CodeTable codes, Graph.Graph graph)
    {
        using var buffer = new Scoring.QueryBuffer(columns.Options.Dimensions);
        var space = new Scoring.CodeSpace<Bits8>(codes);
        var (a, b) = (new float[columns.Options.PaddedDimensions], new float[columns.Options.PaddedDimensions]);
        var errors = new List<float>();
        for (var slot = 0; slot < columns.Slots; slot += Math.Max(1, columns.Slots / Sample))
        {
            var link = *(int*)graph.Base.At(slot);
            if (link == 0)
                continue;
            columns.ReadVector(slot, a);
            columns.ReadVector(link - 1, b);
            var (squared, scale) = (0f, 0f);
            for (var i = 0; i < a.Length; i++)
                squared += (a[i] - b[i]) * (a[i] - b[i]);
            var estimate = space.PrepareStored(slot, buffer).Score(link - 1);
            scale = squared;
            if (codes.InnerProduct)
            {
                var dot = 0f;
                for (var i = 0; i < a.Length; i++)
                    dot += a[i] * b[i];
                squared = -dot;
            }

            errors.Add(MathF.Abs(estimate - squared) / MathF.Max(scale, 1e-30f));
        }

        errors.Sort();
        return errors.Count == 0 || errors[errors.Count / 2] < LargestError;
    }
}
