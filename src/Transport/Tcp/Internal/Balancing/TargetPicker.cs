namespace Sockets.Transport.Tcp.Internal.Balancing;

/// <summary>Says which target is next. It knows those that are connected; from any thread, without a lock.</summary>
internal sealed class TargetPicker
{
    private readonly LoadBalancing _balancing;
    private BalancedTarget[] _connected = [];
    private int _turn = -1;

    public TargetPicker(LoadBalancing balancing) => _balancing = balancing;

    /// <summary>The targets that are connected, as of the last change.</summary>
    public BalancedTarget[] Connected
    {
        get => Volatile.Read(ref _connected);
        set => Volatile.Write(ref _connected, value);
    }

    /// <summary>The place of the next target; the others are tried behind it, in their order.</summary>
    /// <param name="connected">One look at <see cref="Connected"/>; not empty.</param>
    public int Pick(BalancedTarget[] connected)
    {
        int turn = (int)((uint)Interlocked.Increment(ref _turn) % (uint)connected.Length);
        return connected.Length == 1 ? 0 : _balancing switch
        {
            LoadBalancing.LeastOutstanding => LeastFrom(turn, connected),
            LoadBalancing.PowerOfTwoChoices => LesserOfTwo(connected),
            _ => turn,
        };
    }

    /// <summary>Beginning elsewhere each time, so that equals take turns.</summary>
    private static int LeastFrom(int first, BalancedTarget[] connected)
    {
        int least = first;
        long outstanding = connected[first].Outstanding;
        for (int i = 1; i < connected.Length && outstanding > 0; i++)
        {
            int other = (first + i) % connected.Length;
            long others = connected[other].Outstanding;
            if (others < outstanding)
            {
                (least, outstanding) = (other, others);
            }
        }

        return least;
    }

    private static int LesserOfTwo(BalancedTarget[] connected)
    {
        int one = Random.Shared.Next(connected.Length);
        int other = (one + 1 + Random.Shared.Next(connected.Length - 1)) % connected.Length;
        return connected[one].Outstanding <= connected[other].Outstanding ? one : other;
    }
}
