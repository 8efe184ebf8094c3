namespace Onebox.Evaluation.Benchmarks;

/// <summary>A task as it is written in YAML (docs/formats/evaluation-task.md); a field that is not known is refused.</summary>
internal sealed class OwnTaskDocument
{
    public string? Name { get; set; }

    /// <summary><c>choice</c>, <c>generation</c> or <c>text</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>A published form (<c>mmlu</c>, <c>gsm8k</c>…): its prompts and measures.</summary>
    public string? Format { get; set; }

    /// <summary>The items' file; relative to the task's own folder.</summary>
    public string? Path { get; set; }

    /// <summary>A dataset of this box instead of a file.</summary>
    public string? Dataset { get; set; }
    public string? Split { get; set; }
    public string? Prompt { get; set; }
    public string? Preamble { get; set; }
    public string? Question { get; set; }

    /// <summary>Texts with fields, or one field that holds a list.</summary>
    public object? Choices { get; set; }

    /// <summary>Choice: its number from 0, its letter or its text. Generation: the reference, or a field that holds several.</summary>
    public string? Answer { get; set; }
    public string? Id { get; set; }
    public string? Group { get; set; }
    public int? Shots { get; set; }
    public string? ShotsPath { get; set; }
    public ulong? Seed { get; set; }
    public bool? Chat { get; set; }
    public string? System { get; set; }
    public List<string>? Stop { get; set; }
    public int? MaxTokens { get; set; }
    public int? Limit { get; set; }
    public OwnTaskExtract? Extract { get; set; }
    public List<string>? Measures { get; set; }
    public bool IgnoreCase { get; set; }
    public bool IgnorePunctuation { get; set; }

    /// <summary>What <c>regex</c> looks for.</summary>
    public string? Pattern { get; set; }

    /// <summary>Names that <c>json_valid</c> wants in the object.</summary>
    public List<string>? Required { get; set; }
    public string? Primary { get; set; }
    public OwnTaskJudge? Judge { get; set; }
}

internal sealed class OwnTaskExtract
{
    public string? Pattern { get; set; }

    /// <summary>Which match: 0 the first, -1 the last.</summary>
    public int Match { get; set; }
}

internal sealed class OwnTaskJudge
{
    public string? Model { get; set; }
}
