namespace Onebox.Documents.Excel;

/// <summary>
/// Counts the formulas of a sheet that no program has calculated, in its raw XML as it passes by in pieces: programs that only write workbooks leave the value out, and a
/// spreadsheet program fills it in when somebody looks.
/// </summary>
internal sealed class FormulaScan
{
    private readonly byte[] _tag = new byte[3];
    private int _filled = -1;
    private bool _inValue, _hasFormula, _hasValue;

    public int Uncalculated { get; private set; }

    public void Read(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            if (_filled < 0)
            {
                // Anything after <v> but the next tag is a value.
                if (_inValue) _hasValue |= piece[0] != '<';
                _inValue = false;
                var next = piece.IndexOf((byte)'<');
                if (next < 0) return;
                _filled = 0;
                piece = piece[(next + 1)..];
                continue;
            }

            _tag[_filled++] = piece[0];
            piece = piece[1..];
            if (_filled == _tag.Length || _tag[_filled - 1] == '>') Tag();
        }
    }

    // Three letters tell: <c >, <f>, <v>, </c. The longer names of a sheet (col, cols, formula1) go on with other letters.
    private void Tag()
    {
        var (first, second, third) = (_tag[0], _filled > 1 ? _tag[1] : (byte)0, _filled > 2 ? _tag[2] : (byte)0);
        _filled = -1;
        if (first == 'c' && second is (byte)' ' or (byte)'>') (_hasFormula, _hasValue) = (false, false);
        else if (first == 'f' && second is (byte)' ' or (byte)'>' or (byte)'/') _hasFormula = true;
        else if (first == 'v' && second == '>') _inValue = true;
        else if (first == 'v' && second == ' ') _hasValue = true;
        else if (first == '/' && second == 'c' && third == '>' && _hasFormula && !_hasValue) (Uncalculated, _hasFormula) = (Uncalculated + 1, false);
    }
}
