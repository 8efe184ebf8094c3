namespace Onebox.Kernel;

/// <summary>Collects all errors of an input by field, so that a caller mends them in one go.</summary>
public sealed class Validation
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>Notes <paramref name="message"/> against <paramref name="field"/> unless <paramref name="holds"/>.</summary>
    public Validation Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            if (!_errors.TryGetValue(field, out var messages)) _errors[field] = messages = [];
            messages.Add(message);
        }

        return this;
    }

    /// <exception cref="ProblemException">When anything was noted: <c>request.invalid</c> with every error by field.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count == 0) return;
        var errors = _errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal);
        throw new Problem(ProblemKind.Invalid, "request.invalid", string.Join(' ', errors.SelectMany(e => e.Value)))
        {
            Field = errors.Count == 1 ? errors.Keys.First() : null,
            Errors = errors,
        }.ToException();
    }
}
