namespace Onebox.Evaluation.Licences;

/// <summary>Who answers for the use of a model.</summary>
internal sealed class LicenceRecord
{
    /// <summary>The model's: what was imported again is the same.</summary>
    public required string ContentHash { get; set; }
    public required string Model { get; set; }
    public required string Licence { get; set; }
    public required string AcceptedBy { get; set; }
    public required string UserId { get; set; }
    public string? Note { get; set; }
    public DateTimeOffset At { get; set; }
}
