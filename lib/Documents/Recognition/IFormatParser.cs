namespace Onebox.Documents.Recognition;

/// <summary>One kind of file. Runs on a thread of its own under <see cref="BoundedRun"/>: whatever it throws becomes a refusal.</summary>
internal interface IFormatParser
{
    void Parse(Source source, Reading reading);
}
