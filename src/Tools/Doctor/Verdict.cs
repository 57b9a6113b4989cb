namespace Sockets.Tools.Doctor;

/// <summary>What a check comes to.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and something will be worse than it could be.</summary>
    Warn,

    /// <summary>It does not work.</summary>
    Fail,

    /// <summary>It cannot be checked here; the text says why.</summary>
    Unknown,
}
