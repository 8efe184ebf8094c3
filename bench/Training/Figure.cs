namespace Onebox.Training.Bench;

/// <summary>A measured figure, and what it is held against.</summary>
internal sealed record Figure(string What, double Value, string Unit, double? AtLeast = null, double? AtMost = null)
{
    public bool Holds => !(Value < AtLeast) && !(Value > AtMost);

    public string BarText => AtLeast is { } least ? FormattableString.Invariant($"at least {least}") : AtMost is { } most ? FormattableString.Invariant($"at most {most}") : "";
}
