using Sockets.Transport.Multicast.Internal.Wire;

namespace Sockets.Transport.Multicast.Internal.Repairing;

/// <summary>
/// Computes the parities of a stream as its datagrams are sent: of a row when it is full, of a column in the block's last row.
/// A stream that pauses gets those of what it has sent so far, and begins another block. No I/O, no clock.
/// </summary>
/// <remarks>
/// <code>
///    1   2   3   4 | row
///    5   6   7   8 | row        a block of 4 columns and 2 rows:
///  column . . .                 rows cover 1-4 and 5-8, columns 1,5 and 2,6 and so on
/// </code>
/// </remarks>
internal sealed class ParityEncoder
{
    private readonly MulticastParity _shape;
    private readonly Line _row;
    private readonly Line[] _columns;
    private readonly Queue<Line> _due;
    private int _filled;

    /// <summary>Makes an encoder.</summary>
    /// <param name="shape">Which parities there are.</param>
    /// <param name="longest">The longest datagram.</param>
    public ParityEncoder(MulticastParity shape, int longest)
    {
        _shape = shape;
        _row = new Line(longest, step: 1);
        _columns = new Line[shape.HasColumns ? shape.Columns : 0];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new Line(longest, shape.Columns);
        }

        _due = new Queue<Line>(_columns.Length + 1);
    }

    /// <summary>The next datagram was sent. Whatever is due has been taken before.</summary>
    public void Add(long number, ReadOnlySpan<byte> datagram)
    {
        if (_shape.HasColumns)
        {
            Line column = _columns[_filled % _shape.Columns];
            column.Add(number, datagram);
            EndIf(column.Count == _shape.Rows, column);
        }

        if (_shape.HasRows)
        {
            _row.Add(number, datagram);
            EndIf(_row.Count == _shape.Columns, _row);
        }

        _filled = (_filled + 1) % (_shape.Columns * _shape.Rows);
    }

    /// <summary>The stream pauses: what was sent is covered as far as it goes.</summary>
    public void Flush()
    {
        EndIf(_row.Count > 0, _row);
        foreach (Line column in _columns)
        {
            if (column.Count == 1 && _shape.HasRows)
            {
                // The row covers it already.
                column.Clear();
            }

            EndIf(column.Count > 0, column);
        }

        _filled = 0;
    }

    /// <summary>Takes a parity that is due.</summary>
    /// <param name="payload">Where it goes.</param>
    /// <param name="length">Its length.</param>
    public bool TryTake(Span<byte> payload, out int length)
    {
        length = 0;
        if (!_due.TryDequeue(out Line? line))
        {
            return false;
        }

        length = line.Write(payload);
        line.Clear();
        return true;
    }

    private void EndIf(bool isDue, Line line)
    {
        if (isDue)
        {
            _due.Enqueue(line);
        }
    }

    /// <summary>A row or a column in the making.</summary>
    private sealed class Line(int longest, int step)
    {
        private readonly ParitySum _sum = new(longest);
        private long _first;

        public int Count { get; private set; }

        public void Add(long number, ReadOnlySpan<byte> datagram)
        {
            _first = Count == 0 ? number : _first;
            _sum.Add(datagram);
            Count++;
        }

        public int Write(Span<byte> payload)
        {
            new ParityGroup(_first, step, Count).Write(payload);
            _sum.Bytes.CopyTo(payload[ParityGroup.Size..]);
            return ParityGroup.Size + _sum.Length;
        }

        public void Clear()
        {
            _sum.Clear();
            Count = 0;
        }
    }
}
