using System.Globalization;

namespace Onebox.PostgresVectors;

/// <summary>How the server searches for the rest of a transaction.</summary>
internal static class SearchSettings
{
    private const int WidestSearch = 1000;

    /// <summary>No way through an index that gives rows in order: filters may still use theirs, by bitmaps.</summary>
    public const string Exact = "SET LOCAL enable_indexscan = off";

    /// <summary>
    /// The first use of a vector loads the extension, which then knows its settings. The graph is left for more while a filter takes rows away (pgvector 0.8 and later; before, such a setting is unknown, and what is missing is found by the exact search).
    /// </summary>
    public static string Approximate(int width) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT '[1]'::vector(1);
        SET LOCAL hnsw.ef_search = {Math.Clamp(width, 1, WidestSearch)};
        SELECT set_config('hnsw.iterative_scan', 'strict_order', TRUE) WHERE EXISTS (SELECT FROM pg_settings WHERE name = 'hnsw.iterative_scan')
        """);
}
