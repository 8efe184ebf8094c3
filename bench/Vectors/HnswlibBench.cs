using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Onebox.Vectors.Bench;

/// <summary>Compiles and runs the C++ driver beside this program.</summary>
internal static class HnswlibBench
{
    public const string HowToInstall = "hnswlib was not measured: install it with `apt-get install libhnswlib-dev g++` and run again.";

    public static ConfigurationReport? Run(BenchSettings settings, int[] widths)
    {
        var driver = Compile();
        if (driver is null)
            return null;
        string[] arguments =
        [
            settings.Base!, settings.Queries!, settings.Truth!, settings.Metric, Text(settings.Links), Text(settings.BuildWidth), Text(settings.Threads),
            settings.Seconds.ToString(CultureInfo.InvariantCulture), .. widths.Select(Text),
        ];
        var points = new List<PointReport>();
        var (build, memory) = (0.0, 0.0);
        using var process = Process.Start(new ProcessStartInfo(driver, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            double Number(string name) => json.RootElement.GetProperty(name).GetDouble();
            points.Add(new PointReport((int)Number("ef"), Number("recall"), Number("qps")));
            (build, memory) = (Number("buildSeconds"), Number("memoryMiB"));
            if (settings.Widths.Length == 0 && points[^1].Recall >= 0.99)
            {
                process.Kill();
                break;
            }
        }

        process.WaitForExit();
        if (points.Count == 0)
            return null;
        var chosen = ConfigurationReport.Chosen(points);
        return new ConfigurationReport("hnswlib", chosen.Recall, chosen.Qps, build, memory, chosen.Width, null, points);
    }

    private static string? Compile()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "hnswlib", "driver.cpp");
        var driver = Path.Combine(AppContext.BaseDirectory, "hnswlib", "driver");
        if (File.Exists(driver) && File.GetLastWriteTimeUtc(driver) > File.GetLastWriteTimeUtc(source))
            return driver;
        if (!File.Exists("/usr/include/hnswlib/hnswlib.h") || !File.Exists("/usr/bin/g++"))
            return null;
        using var compiler = Process.Start("/usr/bin/g++", ["-O3", "-march=native", "-std=c++17", "-pthread", "-w", "-o", driver, source]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? driver : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
