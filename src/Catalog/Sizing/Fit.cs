namespace Onebox.Catalog.Sizing;

/// <summary>The three verdicts, as they travel.</summary>
internal static class Fit
{
    public const string Fits = "fits";
    public const string FitsIf = "fits-if";
    public const string DoesNotFit = "does-not-fit";
}
