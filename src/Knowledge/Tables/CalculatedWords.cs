using System.Globalization;

namespace Onebox.Knowledge.Tables;

/// <summary>A calculated answer in words: the value with its unit, of what, and which rows counted.</summary>
internal static class CalculatedWords
{
    private const int MostTold = 12;

    public static string Of(TableQuery query, TableRows result, string place)
    {
        var of = $"{place}{Where(query.Conditions)}";
        var name = query.Column is { } column ? ColumnNames.WithoutUnit(column.Name) : "";
        if (query.Calculation == Calculation.Rows) return Rows(query, result, place);
        if (query.By is { } by)
        {
            var what = query.Column is null ? $"rows for each {by.Name}" : $"{Kind(query.Calculation)} of {name} for each {by.Name}";
            var groups = string.Join(", ", result.Rows.Take(MostTold).Select(r => $"{r[0] ?? "(empty)"} {Value(query, r[^1])}"));
            return query.Rank is null
                ? $"{groups}{More(result, MostTold)}: {what} in {of}. [1]"
                : $"{string.Join(" and ", result.Rows.Select(r => r[0] ?? "(empty)"))} with {Value(query, result.Rows[0][^1])}{(query.Top > 1 ? $" ({groups})" : "")}: {(query.Rank == Calculation.Largest ? "most" : "least")} by {what} in {of}. [1]";
        }

        var value = Value(query, result.Rows[0][^1]);
        return query.Calculation switch
        {
            Calculation.Count => $"{value} {(value == "1" ? "row" : "rows")} of {of}. [1]",
            Calculation.Different => $"{value} different {(value == "1" ? "value" : "values")} of {name} in {of}. [1]",
            Calculation.Share => $"{value} of {(query.Column is null ? "the rows" : name)} of {of}: those{Where(query.Part!)}. [1]",
            Calculation.Span => $"{value} is the difference between the largest and the smallest {name} in {of}. [1]",
            Calculation.Pieces or Calculation.Sum or Calculation.Average or Calculation.Median => $"{value} is the {Kind(query.Calculation)} of {name} in {of}. [1]",
            _ when result.Columns.Count > 1 && query.Top > 1 => $"{string.Join(", ", result.Rows.Take(MostTold).Select(r => $"{Named(r)} ({Value(query, r[^1])})"))}{More(result, MostTold)}: the {Kind(query.Calculation)} by {name} in {of}. [1]",
            _ when result.Columns.Count > 1 => $"{string.Join(" and ", result.Rows.Take(MostTold).Select(Named))}{More(result, MostTold)} with {name} {value}, the {Kind(query.Calculation)} in {of}. [1]",
            _ => $"{value} is the {Kind(query.Calculation)} {name} in {of}. [1]",
        };
    }

    public static string Where(IReadOnlyList<Condition> conditions) => conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions.Select(Text))}";

    public static string Number(double number) => Math.Round(number, 6).ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string Rows(TableQuery query, TableRows result, string place)
    {
        if (result.Count == 0) return $"No row of {place}{Where(query.Conditions)}. [1]";
        string Cell(string? cell, int column) => column == result.Columns.Count - 1 && query.Column is { } told ? Value(told, cell) : cell ?? "(empty)";
        if (result.Count == 1 && query.Column is { } one && result.Columns.Count == 1) return $"{Value(one, result.Rows[0][0])} is the {ColumnNames.WithoutUnit(one.Name)} in {place}{Where(query.Conditions)}. [1]";
        var told = result.Rows.Take(MostTold).Select(r => string.Join(", ", r.Select(Cell)));
        return $"{string.Join("; ", told)}{More(result, MostTold)}: {string.Join(", ", result.Columns)} of {result.Count.ToString(CultureInfo.InvariantCulture)} {(result.Count == 1 ? "row" : "rows")} of {place}{Where(query.Conditions)}. [1]";
    }

    private static string More(TableRows result, int told) => result.Count > told ? $" and {(result.Count - told).ToString(CultureInfo.InvariantCulture)} more" : "";

    private static string Named(IReadOnlyList<string?> row) => string.Join(", ", row.Take(row.Count - 1).OfType<string>());

    private static string Value(TableQuery query, string? value) => query.Calculation switch
    {
        Calculation.Count or Calculation.Different => value ?? "0",
        Calculation.Share => double.TryParse(value, CultureInfo.InvariantCulture, out var share) ? $"{Number(Math.Round(share, 2))}%" : "0%",
        _ => Value(query.Column!, value),
    };

    private static string Value(SheetColumn column, string? value)
    {
        if (value is null) return "no value";
        if (!column.IsNumber || !double.TryParse(value, CultureInfo.InvariantCulture, out var number)) return value;
        var isName = column.Unit is null && !ColumnRoles.IsMoney(column) && number == Math.Floor(number) && number is >= 1000 and < 10_000;
        var text = isName ? value : Number(number);
        return column.Unit switch
        {
            null => text,
            "%" => $"{text}%",
            "$" or "£" or "¥" => number < 0 ? $"-{column.Unit}{text[1..]}" : $"{column.Unit}{text}",
            var unit => $"{text} {unit}",
        };
    }

    private static string Kind(Calculation calculation) => calculation switch
    {
        Calculation.Sum or Calculation.Pieces => "sum",
        Calculation.Average => "average",
        Calculation.Median => "median",
        Calculation.Largest => "largest",
        _ => "smallest",
    };

    private static string Text(Condition condition)
    {
        var name = ColumnNames.WithoutUnit(condition.Column.Name);
        if (condition.Test == Test.Missing) return $"{name} is empty";
        var value = condition.Number is { } number ? Value(condition.Column, number.ToString("R", CultureInfo.InvariantCulture))
            : condition.Day is { } day ? day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : string.Join(condition.Test == Test.IsNot ? " nor " : " or ", condition.Texts);
        return $"{name} {Sign(condition)} {value}";
    }

    private static string Sign(Condition condition) => condition.Test switch
    {
        Test.More => ">",
        Test.AtLeast => condition.Day is null ? ">=" : "from",
        Test.Less => condition.Day is null ? "<" : "before",
        Test.AtMost => "<=",
        Test.IsNot => condition.Texts.Count > 1 ? "is neither" : "is not",
        Test.Contains => "contains",
        Test.Begins => "begins with",
        _ => "is",
    };
}
