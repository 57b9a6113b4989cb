namespace Sockets.Transport.Multicast;

/// <summary>
/// Redundancy that a sender adds to its stream: parities, each the exclusive or of a group of datagrams, from which a
/// receiver computes one that is missing. What more parities than that cost is bandwidth: one datagram for each group.
/// </summary>
public sealed record MulticastParity
{
    /// <summary>The most columns, and the most rows: 32.</summary>
    public const int MostLines = 32;

    /// <summary>The most datagrams in a block of rows and columns: 256.</summary>
    public const int MostBlock = 256;

    private MulticastParity(int columns, int rows, bool hasRows, bool hasColumns)
    {
        Columns = columns;
        Rows = rows;
        HasRows = hasRows;
        HasColumns = hasColumns;
    }

    /// <summary>How many successive datagrams make a row.</summary>
    public int Columns { get; }

    /// <summary>How many rows make a block.</summary>
    public int Rows { get; }

    /// <summary>Whether there is a parity for each row.</summary>
    public bool HasRows { get; }

    /// <summary>Whether there is a parity for each column.</summary>
    public bool HasColumns { get; }

    /// <summary>A parity for every so many successive datagrams: repairs single losses, soon.</summary>
    /// <param name="length">2 to 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public static MulticastParity Row(int length) => new(Checked(length, nameof(length)), rows: 1, hasRows: true, hasColumns: false);

    /// <summary>
    /// A parity for each column of a block that is filled row by row: repairs a burst of as many successive losses as there
    /// are columns, when the block is complete.
    /// </summary>
    /// <param name="columns">2 to 32.</param>
    /// <param name="rows">2 to 32; columns times rows is at most 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static MulticastParity Column(int columns, int rows) =>
        new(Checked(columns, nameof(columns)), CheckedRows(columns, rows), hasRows: false, hasColumns: true);

    /// <summary>Both: repairs single losses at once, bursts with the block, and most of what is a mixture.</summary>
    /// <param name="columns">2 to 32.</param>
    /// <param name="rows">2 to 32; columns times rows is at most 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static MulticastParity Matrix(int columns, int rows) =>
        new(Checked(columns, nameof(columns)), CheckedRows(columns, rows), hasRows: true, hasColumns: true);

    private static int CheckedRows(int columns, int rows)
    {
        Checked(rows, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns * rows, MostBlock, $"{nameof(columns)} * {nameof(rows)}");
        return rows;
    }

    private static int Checked(int lines, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lines, 2, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines, MostLines, name);
        return lines;
    }
}
