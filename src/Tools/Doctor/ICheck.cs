namespace Sockets.Tools.Doctor;

/// <summary>One thing to look at.</summary>
internal interface ICheck
{
    /// <summary>What is looked at, in a word or two; the same in every run.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    ValueTask<Finding> ExamineAsync(CancellationToken cancellationToken);
}
