using System.Diagnostics.CodeAnalysis;

namespace Sockets.Tools.Endpoints.Units;

/// <summary>Reads a value with a unit; never guesses.</summary>
/// <param name="text">What the user wrote.</param>
/// <param name="value">The value, when it is one.</param>
/// <param name="error">What is wrong with the text and what would be right, when it is none.</param>
internal delegate bool UnitParser<T>(string text, out T value, [NotNullWhen(false)] out string? error);
