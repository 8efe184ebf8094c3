namespace Onebox.Knowledge.Tables;

/// <summary>Cells that say yes or no.</summary>
internal static class Flags
{
    private static readonly HashSet<string> Yes = new(["yes", "y", "true", "x", "✓", "✔", "ja", "oui", "是", "有", "已"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> No = new(["no", "n", "false", "✗", "✘", "nein", "non", "否", "无", "未"], StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when it says neither.</returns>
    public static bool? Of(string cell) => Yes.Contains(cell) ? true : No.Contains(cell) ? false : null;
}
