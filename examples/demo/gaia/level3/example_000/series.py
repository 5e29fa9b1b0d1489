"""Prints one number."""


def step(state):
    return (state * 57 + 11) % 2003


def main():
    state = 19
    for _ in range(105):
        state = step(state)
    print(state)


main()
