namespace Onebox.Documents.Ocr;

/// <summary>The smallest rectangle around points: it lies on an edge of their convex hull (Freeman and Shapira 1975).</summary>
internal static class MinAreaBox
{
    public static TextBox Around(List<(double X, double Y)> points)
    {
        var hull = Hull(points);
        var best = (Area: double.MaxValue, Box: default(TextBox));
        for (var i = 0; i < hull.Count; i++)
        {
            var (a, b) = (hull[i], hull[(i + 1) % hull.Count]);
            var angle = Math.Atan2(b.Y - a.Y, b.X - a.X);
            var (sin, cos) = Math.SinCos(angle);
            double u0 = double.MaxValue, u1 = double.MinValue, v0 = double.MaxValue, v1 = double.MinValue;
            foreach (var (x, y) in hull)
            {
                var (u, v) = ((x * cos) + (y * sin), (y * cos) - (x * sin));
                (u0, u1, v0, v1) = (Math.Min(u0, u), Math.Max(u1, u), Math.Min(v0, v), Math.Max(v1, v));
            }

            // Pixels have a width: a row of ten is ten long, not nine.
            var (w, h) = (u1 - u0 + 1, v1 - v0 + 1);
            if (w * h >= best.Area) continue;
            var (cu, cv) = ((u0 + u1) / 2, (v0 + v1) / 2);
            best = (w * h, Along(new TextBox((cu * cos) - (cv * sin) + 0.5, (cu * sin) + (cv * cos) + 0.5, w, h, angle)));
        }

        return best.Box;
    }

    /// <summary>Around points that are about as wide as high: of one letter the smallest rectangle stands on its corner as often as not (a 4, a +).</summary>
    public static TextBox Upright(List<(double X, double Y)> points)
    {
        var (x0, x1, y0, y1) = (points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
        return new TextBox((x0 + x1 + 1) / 2, (y0 + y1 + 1) / 2, x1 - x0 + 1, y1 - y0 + 1, 0);
    }

    // Writing runs along the longer side, from left to right.
    private static TextBox Along(TextBox box)
    {
        if (box.Length < box.Thickness) box = box with { Length = box.Thickness, Thickness = box.Length, Angle = box.Angle + (Math.PI / 2) };
        var angle = Math.IEEERemainder(box.Angle, Math.PI);
        return box with { Angle = angle };
    }

    // Andrew's monotone chain.
    private static List<(double X, double Y)> Hull(List<(double X, double Y)> points)
    {
        points.Sort();
        if (points.Count < 3) return points;
        var hull = new List<(double X, double Y)>();
        for (var pass = 0; pass < 2; pass++)
        {
            var start = hull.Count;
            foreach (var point in points)
            {
                while (hull.Count >= start + 2 && Cross(hull[^2], hull[^1], point) <= 0) hull.RemoveAt(hull.Count - 1);
                hull.Add(point);
            }

            hull.RemoveAt(hull.Count - 1);
            points.Reverse();
        }

        return hull;
    }

    private static double Cross((double X, double Y) o, (double X, double Y) a, (double X, double Y) b) => ((a.X - o.X) * (b.Y - o.Y)) - ((a.Y - o.Y) * (b.X - o.X));
}
