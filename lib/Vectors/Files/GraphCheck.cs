namespace Onebox.Vectors.Files;

/// <summary>A checksum says that bytes are as written, not that they were right: no link may lead outside the index, whoever wrote it.</summary>
internal static unsafe class GraphCheck
{
    public static void Run(Graph.Graph graph, int slots, Func<string, VectorIndexException> corrupted)
    {
        if (slots == 0 && !graph.IsEmpty)
            throw corrupted("its graph has an entry but no nodes");
        if (!graph.IsEmpty && ((uint)graph.Entry.Slot >= (uint)slots || graph.Entry.Level != graph.LevelOf(graph.Entry.Slot)))
            throw corrupted("its graph's entry is not a node of it");
        for (var slot = 0; slot < slots; slot++)
        {
            var level = graph.LevelOf(slot);
            var start = level == 0 ? 0 : graph.UpperStart.Ref<int>(slot);
            if (start < 0 || start + level > graph.UpperRows)
                throw corrupted($"node {slot} lies outside the upper layers");
            for (var at = 0; at <= level; at++)
            {
                var links = graph.Links(slot, at);
                for (var i = 0; i < graph.Capacity(at); i++)
                    if ((uint)links[i] > (uint)slots || (at > 0 && links[i] != 0 && graph.LevelOf(links[i] - 1) < at))
                        throw corrupted($"a link of node {slot} leads nowhere");
            }
        }
    }
}
