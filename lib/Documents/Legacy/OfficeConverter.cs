using System.Diagnostics;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Legacy;

/// <summary>
/// Old and foreign formats (DOC, PPT, RTF, OpenDocument) through LibreOffice, if the box has it: converted in a folder of its own with a profile of its own, macros and
/// links off, ended with all its processes when the time is up.
/// </summary>
/// <param name="target">The ending to convert to.</param>
/// <param name="parser">Reads the result.</param>
internal sealed class OfficeConverter(string target, Func<IFormatParser> parser) : IFormatParser
{
    private static readonly string[] Programs = ["soffice", "libreoffice"];

    public static bool IsInstalled => Find() is not null;

    public void Parse(Source source, Reading reading)
    {
        var program = Find() ?? throw new DocumentRefusedException(
            RefusalReason.NeedsConverter, $"Files of this kind ({source.Ending}) are read through LibreOffice, which is not installed on this box. Install it (Debian and Ubuntu: apt install libreoffice-nogui), or save the file as DOCX, XLSX, PPTX or PDF and add that.");
        var folder = Directory.CreateTempSubdirectory("onebox-convert-").FullName;
        try
        {
            var input = Path.Combine(folder, $"in{source.Ending}");
            using (var copy = File.Create(input)) source.Content.CopyTo(copy);
            Run(program, folder, input, reading);
            var output = Path.Combine(folder, "out", $"in.{target}");
            if (!File.Exists(output)) throw Refusals.Damaged(reading.Format.Name, "LibreOffice could not open it.");
            using var result = File.OpenRead(output);
            parser().Parse(new Source(result, source.Name), reading);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).SelectMany(f => Programs.Select(p => Path.Combine(f, p))).FirstOrDefault(File.Exists);

    private void Run(string program, string folder, string input, Reading reading)
    {
        var profile = Path.Combine(folder, "profile");
        Directory.CreateDirectory(Path.Combine(profile, "user"));
        File.WriteAllText(Path.Combine(profile, "user", "registrymodifications.xcu"), Settings);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])[$"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to", target, "--outdir", Path.Combine(folder, "out"), input]) start.ArgumentList.Add(argument);
        start.Environment["HOME"] = folder;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("LibreOffice did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!process.WaitForExit(200)) reading.Budget.CheckTime();
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private const string Settings = """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
        </oor:items>
        """;
}
