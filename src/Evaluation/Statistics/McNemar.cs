namespace Onebox.Evaluation.Statistics;

/// <summary>McNemar's test (1947): do two models that answered the same items differ in how many they get right?</summary>
/// <param name="Better">Items that only the second has right.</param>
/// <param name="Worse">Items that only the first has right.</param>
/// <param name="Method"><c>exact</c> (binomial) or <c>chi-squared</c> (with Edwards' correction).</param>
/// <param name="PValue">Two-sided.</param>
internal readonly record struct McNemar(int Better, int Worse, string Method, double PValue)
{
    // Below this many discordant pairs the chi-squared form is too rough.
    private const int ExactBelow = 25;

    public static McNemar Of(int better, int worse)
    {
        var discordant = better + worse;
        if (discordant < ExactBelow) return new McNemar(better, worse, "exact", Exact(Math.Min(better, worse), discordant));
        var excess = Math.Max(0, Math.Abs(better - worse) - 1.0);
        return new McNemar(better, worse, "chi-squared", ChiSquared.UpperTail1(excess * excess / discordant));
    }

    /// <summary>Twice the lower tail of a fair binomial, at most 1.</summary>
    private static double Exact(int smaller, int n)
    {
        double tail = 0, term = Math.Pow(0.5, n);
        for (var k = 0; k <= smaller; k++)
        {
            tail += term;
            term *= (double)(n - k) / (k + 1);
        }

        return Math.Min(1, 2 * tail);
    }
}

/// <summary>The chi-squared distribution with one degree of freedom.</summary>
internal static class ChiSquared
{
    /// <summary>P(X ≥ <paramref name="x"/>) = Q(½, x/2), by its series below 1.5 and by Lentz's continued fraction above (Numerical Recipes, 6.2).</summary>
    public static double UpperTail1(double x)
    {
        if (x <= 0) return 1;
        var half = x / 2;
        return half < 1.5 ? 1 - Series(half) : Fraction(half);
    }

    private static double Series(double x)
    {
        double a = 0.5, term = 1 / a, sum = term;
        while (Math.Abs(term) > Math.Abs(sum) * 1e-16)
        {
            a++;
            term *= x / a;
            sum += term;
        }

        return sum * Math.Exp(-x) * Math.Sqrt(x / Math.PI);
    }

    private static double Fraction(double x)
    {
        const double tiny = 1e-300;
        double b = x + 0.5, c = 1 / tiny, d = 1 / b, h = d;
        for (var i = 1; i < 500; i++)
        {
            var an = -i * (i - 0.5);
            b += 2;
            d = (an * d) + b;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = b + (an / c);
            if (Math.Abs(c) < tiny) c = tiny;
            h *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15) break;
        }

        return Math.Exp(-x) * Math.Sqrt(x / Math.PI) * h;
    }
}
