using System.Globalization;

namespace Onebox.Knowledge.Tables;

/// <summary>A query in DuckDB's words, of a closed set of forms: names and values are quoted.</summary>
internal static class QuerySql
{
    public static string Write(TableQuery query, string table)
    {
        var from = $" FROM {Name(table)}{Where(query.Conditions)}";
        var value = query.Column is { } column ? Name(column.Name) : "";
        if (query.By is { } by) return Grouped(query, Name(by.Name), from);
        return query.Calculation switch
        {
            Calculation.Rows => $"SELECT {(query.Shown.Count == 0 ? "DISTINCT " : "")}{Names([.. query.Shown, .. query.Column is { } told ? [told] : Array.Empty<SheetColumn>()])}{from}",
            Calculation.Largest or Calculation.Smallest when query.Shown.Count > 0 => Ranked(query, table, value),
            _ => $"SELECT {Value(query)}{from}",
        };
    }

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Value(TableQuery query)
    {
        var value = query.Column is { } column ? Name(column.Name) : "";
        return query.Calculation switch
        {
            Calculation.Count => "count(*)",
            Calculation.Different => $"count(DISTINCT lower({value}))",
            Calculation.Pieces => $"CASE WHEN count(*) = 0 THEN 0 ELSE sum({value}) END",
            Calculation.Sum => $"sum({value})",
            Calculation.Average => $"avg({value})",
            Calculation.Median => $"median({value})",
            Calculation.Largest => $"max({value})",
            Calculation.Smallest => $"min({value})",
            Calculation.Span => $"max({value}) - min({value})",
            Calculation.Share => $"100.0 * {(query.Column is null ? "count(*)" : $"sum({value})")} FILTER ({Where(query.Part!)[1..]}) / {(query.Column is null ? "count(*)" : $"sum({value})")}",
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Calculation, "Rows have no one value."),
        };
    }

    /// <summary>Every row that shares the last place comes too.</summary>
    private static string Ranked(TableQuery query, string table, string value)
    {
        var filled = string.Join(" AND ", query.Conditions.Select(Text).Append($"{value} IS NOT NULL"));
        var order = $"{value} {(query.Calculation == Calculation.Largest ? "DESC" : "ASC")}";
        var top = query.Top.ToString(CultureInfo.InvariantCulture);
        return $"SELECT DISTINCT {Names([.. query.Shown, query.Column!])} FROM {Name(table)} WHERE {filled} QUALIFY rank() OVER (ORDER BY {order}) <= {top} ORDER BY {order}";
    }

    private static string Grouped(TableQuery query, string by, string from)
    {
        var value = Value(query);
        var all = $"SELECT {by}, {value}{from} GROUP BY {by}";
        return query.Rank is not { } rank
            ? $"{all} ORDER BY {by}"
            : $"{all} QUALIFY rank() OVER (ORDER BY {value} {(rank == Calculation.Largest ? "DESC" : "ASC")} NULLS LAST) <= {query.Top.ToString(CultureInfo.InvariantCulture)} ORDER BY {value} {(rank == Calculation.Largest ? "DESC" : "ASC")}";
    }

    private static string Names(IEnumerable<SheetColumn> columns) => string.Join(", ", columns.Select(c => Name(c.Name)));

    private static string Where(IReadOnlyList<Condition> conditions) => conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions.Select(Text))}";

    private static string Text(Condition condition)
    {
        var name = Name(condition.Column.Name);
        if (condition.Test == Test.Missing) return $"{name} IS NULL";
        if (condition.Number is { } number) return $"{name} {Sign(condition.Test)} {number.ToString("R", CultureInfo.InvariantCulture)}";
        if (condition.Day is { } day) return $"{name} {Sign(condition.Test)} TIMESTAMP '{day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";
        return condition.Test switch
        {
            Test.Contains => $"contains(lower({name}), lower({Value(condition.Texts[0])}))",
            Test.Begins => $"starts_with(lower({name}), lower({Value(condition.Texts[0])}))",
            // A cell that is empty is not that value either.
            Test.IsNot => $"coalesce(lower({name}), '') NOT IN ({Values(condition)})",
            _ when condition.Texts.Count == 1 => $"lower({name}) = {Values(condition)}",
            _ => $"lower({name}) IN ({Values(condition)})",
        };
    }

    private static string Values(Condition condition) => string.Join(", ", condition.Texts.Select(t => $"lower({Value(t)})"));

    private static string Value(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Sign(Test test) => test switch
    {
        Test.More => ">",
        Test.AtLeast => ">=",
        Test.Less => "<",
        Test.AtMost => "<=",
        Test.IsNot => "<>",
        _ => "=",
    };
}
