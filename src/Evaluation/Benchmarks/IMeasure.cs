using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>Gives an answer a number from 0 to 1.</summary>
internal interface IMeasure
{
    string Name { get; }

    double Score(string answer, Item item);
}

/// <param name="Name"><c>exact_match</c>, with the filter's name behind it where there are several.</param>
internal sealed record ExactMeasure(string Name, ExactMatch Match, AnswerFilter? Filter = null) : IMeasure
{
    public double Score(string answer, Item item) => Match.Score(Filter?.Apply(answer) ?? answer, item.References);
}

internal sealed record SquadExactMeasure(AnswerFilter? Filter = null) : IMeasure
{
    public string Name => "exact_match";

    public double Score(string answer, Item item) => SquadScore.Exact(Filter?.Apply(answer) ?? answer, item.References);
}

internal sealed record F1Measure(AnswerFilter? Filter = null) : IMeasure
{
    public string Name => "f1";

    public double Score(string answer, Item item) => SquadScore.F1(Filter?.Apply(answer) ?? answer, item.References);
}

internal sealed record NumericMeasure(AnswerFilter? Filter = null) : IMeasure
{
    public string Name => "numeric";

    public double Score(string answer, Item item) => NumericMatch.Score(Filter?.Apply(answer) ?? answer, item.References);
}

internal sealed record RougeMeasure(AnswerFilter? Filter = null) : IMeasure
{
    public string Name => "rouge_l";

    public double Score(string answer, Item item) => RougeL.Score(Filter?.Apply(answer) ?? answer, item.References);
}

internal sealed record JsonMeasure(IReadOnlyList<string>? Required = null) : IMeasure
{
    public string Name => "json_valid";

    public double Score(string answer, Item item) => JsonValidity.Score(answer, Required);
}

/// <summary>1 where the answer matches a pattern.</summary>
internal sealed record PatternMeasure(System.Text.RegularExpressions.Regex Pattern) : IMeasure
{
    public string Name => "regex";

    public double Score(string answer, Item item) => Pattern.IsMatch(answer) ? 1 : 0;
}

/// <summary>1 where the answer holds what its item demands.</summary>
internal sealed record CheckMeasure : IMeasure
{
    public string Name => "passed";

    public double Score(string answer, Item item) => item.Check?.Holds(answer) ?? false ? 1 : 0;
}
