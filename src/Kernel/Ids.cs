using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Onebox.Kernel;

/// <summary>
/// Makes the ids of resources: a type prefix, an underscore and 26 characters of Crockford base32, such as
/// <c>mdl_01JD3Q9W6Z8X5T4R2P0N7M1K3H</c>. Ids sort by the time they were made (48 bits of Unix milliseconds, then 80 random
/// bits, as in the ULID specification, https://github.com/ulid/spec) and within one process never go backwards.
/// </summary>
public sealed class Ids(TimeProvider clock)
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    private readonly Lock _lock = new();
    private long _lastMilliseconds;
    private UInt128 _lastRandom;

    /// <summary>Makes a new id of the kind that <paramref name="prefix"/> names; see <see cref="ResourceKinds"/>.</summary>
    public string New(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random[6..]);

        UInt128 value;
        lock (_lock)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _lastMilliseconds)
            {
                _lastMilliseconds = now;
                _lastRandom = BinaryPrimitives.ReadUInt128BigEndian(random);
            }
            else
            {
                // The clock stood still or went back: stay in order by counting on.
                _lastRandom++;
            }

            value = ((UInt128)(ulong)_lastMilliseconds << 80) | (_lastRandom & (((UInt128)1 << 80) - 1));
        }

        return string.Create(prefix.Length + 1 + Length, (prefix, value), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            span[state.prefix.Length] = '_';
            var rest = state.value;
            for (var i = span.Length - 1; i > state.prefix.Length; i--)
            {
                span[i] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }

    /// <summary>True when <paramref name="text"/> has the form of an id of the kind that <paramref name="prefix"/> names.</summary>
    public static bool Is(string? text, string prefix) =>
        text is not null
        && text.Length == prefix.Length + 1 + Length
        && text.StartsWith(prefix, StringComparison.Ordinal)
        && text[prefix.Length] == '_'
        && text.AsSpan(prefix.Length + 1).IndexOfAnyExcept(Digits) < 0;
}
